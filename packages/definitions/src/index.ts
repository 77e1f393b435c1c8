export * from './workflow/compiled-workflow.js'
