import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { refuseTakenPort } from './refuse-taken-port.js'

test('a taken port is refused with a sentence, a free one is left free', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const taken = { host: '127.0.0.1', port }
  await expect(refuseTakenPort(taken)).rejects.toThrow(`Port ${port} is taken, perhaps by a Millrace`)
  other.close()
  await once(other, 'close')
  await refuseTakenPort(taken)
  await refuseTakenPort(taken)
})

test('an address of another machine is refused with a sentence', async () => {
  await expect(refuseTakenPort({ host: '192.0.2.1', port: 0 })).rejects.toThrow('Cannot listen there')
})
