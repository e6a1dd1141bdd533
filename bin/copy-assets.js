// Compiled modules look for their SQL beside themselves: `npm run build` puts it there.
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
const assets = names.filter((name) => name.endsWith('.sql'));
for (const name of assets) cpSync(join(root, 'src', name), join(root, 'dist', 'src', name));
console.log(`${assets.length} SQL files copied to dist`);
