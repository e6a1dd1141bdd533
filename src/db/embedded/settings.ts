import { statfs } from 'node:fs/promises';

import { HOST } from './server-port.ts';

/**
 * The whole of `postgresql.conf`. Durable (`fsync` and checksums stay on) and otherwise tuned for one machine that loads
 * files: few connections, rare checkpoints, no replication.
 */
export async function settingsFor(port: number): Promise<string> {
  const settings = {
    listen_addresses: HOST,
    port,
    // No socket: those who share its folder could reach it.
    unix_socket_directories: '',
    max_connections: 60,
    password_encryption: 'scram-sha-256',
    shared_buffers: '256MB',
    dynamic_shared_memory_type: await sharedMemoryType(),
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    effective_cache_size: '1GB',
    random_page_cost: 1.1,
    fsync: 'on',
    cluster_name: 'pocketbook',
    // Without replication a table filled in the transaction that made it need not be logged.
    wal_level: 'minimal',
    max_wal_senders: 0,
    wal_compression: 'on',
    min_wal_size: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    datestyle: 'ISO, MDY',
    default_text_search_config: 'pg_catalog.simple',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  return `# Written at every start. Your own settings: alter system set ...\n${lines.join('')}`;
}

/**
 * Parallel plans share memory through /dev/shm, of which a container has 64 MB unless told otherwise; a large hash join then
 * fails. System V memory has no such limit on Linux.
 */
async function sharedMemoryType(): Promise<string> {
  if (process.platform !== 'linux') return 'posix';
  const shared = await statfs('/dev/shm').catch(() => null);
  return shared !== null && shared.blocks * shared.bsize >= 1024 ** 3 ? 'posix' : 'sysv';
}
