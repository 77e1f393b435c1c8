import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { Problem } from '@millrace/model'
import { errorBody } from './errors.js'

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Answers what is not even HTTP with the same error body as everything else, then hangs up. */
export function refuseBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const id = randomUUID()
  const body = JSON.stringify(errorBody(new Problem('INVALID_BODY', 'This is not a valid HTTP request.'), id))
  socket.end(
    [
      `HTTP/1.1 ${statusLines[error.code ?? ''] ?? '400 Bad Request'}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-HubSpot-Correlation-Id: ${id}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
