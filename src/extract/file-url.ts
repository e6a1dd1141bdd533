import { PocketbookError } from '../domain/errors.ts';
import { isLoopback } from './loopback.ts';

/** Where files may come from. */
export interface FileHosts {
  readonly apiUrl: string;
  /** Besides the API's own host: a whole name, or `.suffix` for all names that end so. */
  readonly allowed: readonly string[];
}

/**
 * The URL of a file as it may be fetched: https on the ordinary port without a user, on a host that is allowed. Plain
 * http and other ports only on loopback, and that only when the API itself is there. Throws DOWNLOAD_INVALID, which names
 * the host but never the URL: whoever holds it can read the file.
 */
export function checkFileUrl(text: string, hosts: FileHosts, base?: string): URL {
  if (!URL.canParse(text, base)) throw refused('a URL', 'something else');
  const url = new URL(text, base);
  const api = new URL(hosts.apiUrl);
  if (url.username !== '' || url.password !== '') throw refused('a URL without a user', 'one with');
  if (isLoopback(api) && isLoopback(url) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== 'https:') throw refused('https', url.protocol.slice(0, 20));
  const isOwn = url.host === api.host;
  if (!isOwn && url.port !== '') throw refused('port 443', `port ${url.port}`);
  if (!isOwn && !hosts.allowed.some((host) => matches(url.hostname, host))) {
    const host = url.hostname.slice(0, 120);
    throw refused(
      'a host that is allowed',
      `${host}; if Jiko keeps its files there, name it in JIKO_FILE_HOSTS`,
    );
  }
  return url;
}

function matches(hostname: string, allowed: string): boolean {
  const wanted = allowed.toLowerCase();
  return wanted.startsWith('.') ? hostname.endsWith(wanted) : hostname === wanted;
}

function refused(expected: string, got: string): PocketbookError {
  return new PocketbookError('DOWNLOAD_INVALID', `file URL: expected ${expected}, got ${got}`, {
    retryable: false,
  });
}
