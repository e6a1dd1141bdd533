// A process that uses the embedded server of the folder in argv, says so in one line of JSON, and closes when told to.
import { once } from 'node:events';

import { openEmbeddedServer } from '../../src/db/embedded/open-embedded-server.ts';
import { silentLog } from '../../src/domain/log.ts';

// A Ctrl-C reaches us and everything else in the terminal's foreground; we go on with our work.
process.on('SIGINT', () => {});
const server = await openEmbeddedServer(process.argv[2] ?? '', silentLog);
process.stdout.write(`${JSON.stringify({ port: server.port, url: server.url })}\n`);
await once(process.stdin, 'data');
await server.close();
process.stdin.destroy();
