import type { Observer } from '@millrace/engine'
import { Counter, Histogram, type Registry } from 'prom-client'

/** What a worker does, by lane. */
export function observeWork(registry: Registry): Observer {
  const wave = new Histogram({
    name: 'millrace_wave_duration_seconds',
    help: 'One wave, from claim to commit.',
    labelNames: ['lane'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers: [registry],
  })
  const advanced = new Counter({
    name: 'millrace_enrollments_advanced_total',
    help: 'Enrollments moved by waves; one that waits and goes on counts again.',
    labelNames: ['lane'],
    registers: [registry],
  })
  const troubles = new Counter({
    name: 'millrace_work_failures_total',
    help: 'Turns of work that failed and are tried again.',
    registers: [registry],
  })
  return {
    wave(lane, enrollments, seconds) {
      wave.observe({ lane }, seconds)
      advanced.inc({ lane }, enrollments)
    },
    trouble: () => troubles.inc(),
  }
}
