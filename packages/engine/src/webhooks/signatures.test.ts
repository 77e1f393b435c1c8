import { createHmac } from 'node:crypto'
import { Signature } from '@hubspot/api-client'
import { expect, it } from 'vitest'
import { signatureHeaders } from './signatures.js'

const request = {
  secret: 'app-secret',
  method: 'POST',
  url: 'https://hooks.example.test/leads?a=1',
  body: '{"x":"å"}',
  id: 'effect',
  at: 1_763_806_000_123,
}

it('versions 2 and 3 are what the official client computes (api.md 8.2)', () => {
  const headers = signatureHeaders(request)
  const official = (version: string) =>
    Signature.getSignature(request.method, version, {
      signature: '',
      clientSecret: request.secret,
      requestBody: request.body,
      url: request.url,
      timestamp: request.at,
    })
  expect(headers['x-hubspot-signature']).toBe(official('v2'))
  expect(headers['x-hubspot-signature-v3']).toBe(official('v3'))
  expect(headers['x-hubspot-request-timestamp']).toBe(String(request.at))
})

it('version 3 is computed over the URL with its escapes decoded', () => {
  const headers = signatureHeaders({ ...request, url: 'https://h.test/a%3Ab?c=%40%20d' })
  const expected = createHmac('sha256', request.secret)
    .update(`POSThttps://h.test/a:b?c=@%20d${request.body}${request.at}`)
    .digest('base64')
  expect(headers['x-hubspot-signature-v3']).toBe(expected)
})

it('Standard Webhooks signs id, seconds and body with the decoded key', () => {
  const key = Buffer.from('0123456789abcdef')
  const headers = signatureHeaders({ ...request, secret: `whsec_${key.toString('base64')}` })
  const expected = createHmac('sha256', key).update(`effect.1763806000.${request.body}`).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${expected}`)
  expect(headers['webhook-id']).toBe('effect')
})
