// A mail server in a process of its own, which takes everything and remembers which e-mails it saw.
import { SMTPServer } from 'smtp-server'

const seen = new Set()
let messages = 0

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, done) {
    let head = ''
    stream.on('data', (chunk) => {
      if (head.length < 4_000) head += chunk.toString('latin1')
    })
    stream.on('end', () => {
      messages += 1
      seen.add(/^Message-ID: (.*)$/im.exec(head)?.[1])
      done()
    })
  },
})
server.on('error', () => {})
server.listen(0, '127.0.0.1', () => process.send({ port: server.server.address().port }))
process.on('message', () => process.send({ messages, distinct: seen.size }))
process.on('disconnect', () => process.exit())
