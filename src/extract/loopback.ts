import { ConfigError } from '../domain/errors.ts';

/** Is this host this very machine? Only then may anything be spoken in plain http. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname;
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** A base URL without its trailing slash. Throws `ConfigError` unless it is https, or http on loopback. */
export function parseBaseUrl(text: string, setting: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (url === null || !isSafe || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError(`${setting}: expected an https URL without user, query or fragment`);
  }
  return text.replace(/\/+$/, '');
}
