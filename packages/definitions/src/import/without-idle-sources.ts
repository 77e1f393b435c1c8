import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'

/**
 * The document without the data sources that nothing in it refers to: exports repeat those of the whole account (api.md
 * 4.6), and nobody needs to say what they are here. The others keep their places.
 */
export function withoutIdleSources(document: unknown): unknown {
  if (!isObject(document) || !Array.isArray(document.dataSources)) return document
  const { dataSources, ...rest } = document
  const text = JSON.stringify(rest)
  const isUsed = (source: unknown) =>
    isObject(source) && text.includes(`fetched_objects.${memberText(source.name)}`)
  return { ...document, dataSources: dataSources.map((source: unknown) => (isUsed(source) ? source : null)) }
}
