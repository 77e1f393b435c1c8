import { statfsSync } from 'node:fs'
import { totalmem } from 'node:os'

const MIB = 1024 * 1024

/**
 * What the embedded server runs with, as `-c name=value`: nothing is written into the data directory, so a
 * newer Millrace brings its own settings.
 */
export function serverSettings(port: number, overrides: Readonly<Record<string, string>> = {}): string[] {
  const settings: Record<string, string> = {
    // The bundled OpenSSL is long out of support: loopback only, no TLS, no socket file to guard.
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    ssl: 'off',
    max_connections: '100',
    shared_buffers: `${sharedBuffersMib()}MB`,
    dynamic_shared_memory_type: dynamicSharedMemory(),
    // Recovery stays under 15 s (measured: 17.6 s at 4 GB of WAL).
    max_wal_size: '1GB',
    checkpoint_timeout: '5min',
    // Dead clients must not hold locks or block vacuum.
    idle_in_transaction_session_timeout: '30s',
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
    client_connection_check_interval: '10s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Our statements are short; compiling them costs more than it saves.
    jit: 'off',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    ...overrides,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** A quarter of the memory this process may use, 32 MiB to 1 GiB. */
function sharedBuffersMib(): number {
  const limit = process.constrainedMemory()
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return Math.round(Math.min(Math.max(memory / 4 / MIB, 32), 1024))
}

/** Containers often get 64 MiB of /dev/shm, too little for one parallel plan; System V memory has no such limit. */
function dynamicSharedMemory(): string {
  if (process.platform !== 'linux') return 'posix'
  try {
    const { bsize, blocks } = statfsSync('/dev/shm')
    return bsize * blocks >= 512 * MIB ? 'posix' : 'sysv'
  } catch {
    return 'sysv'
  }
}
