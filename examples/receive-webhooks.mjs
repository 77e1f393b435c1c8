// A stand-in for your own system: prints each webhook that arrives at http://localhost:4500, once.
// What Millrace sends a second time, it sends under the same id; that is how a receiver can tell.
import { createServer } from 'node:http'

const seen = new Set()

createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  const id = request.headers['idempotency-key']
  if (!seen.has(id)) console.log(id, body)
  seen.add(id)
  response.end()
}).listen(4500, '127.0.0.1', () => console.log('Waiting for webhooks at http://localhost:4500'))
