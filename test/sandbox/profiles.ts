import { fileURLToPath } from 'node:url';

export const JIKO = fileURLToPath(new URL('../../profiles/jiko.yaml', import.meta.url));
export const ALTERNATE = fileURLToPath(new URL('../../profiles/alternate.yaml', import.meta.url));
