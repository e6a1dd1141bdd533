import { expect, it } from 'vitest';
import { checkFileUrl } from '../../src/extract/file-url.ts';

const hosts = { apiUrl: 'https://api.test', allowed: ['files.test', '.cdn.test'] };

it.each([
  'https://api.test/f?s=1',
  'https://files.test/f',
  'https://FILES.test:443/f',
  'https://a.cdn.test/f',
])('%s may be fetched', (url) => {
  expect(checkFileUrl(url, hosts).protocol).toBe('https:');
});

it.each([
  'http://api.test/f',
  'https://api.test:8443/f',
  'https://good@files.test/f',
  'https://files.test@evil.test/f',
  'https://evil.test/f',
  'https://files.test.evil.test/f',
  'https://evilfiles.test/f',
  'https://files.test./f',
  'https://cdn.test/f',
  'https://127.0.0.1/f',
  'http://127.0.0.1/f',
  'http://localhost/f',
  'https://0x7f.1/f',
  'https://2130706433/f',
  'https://[::ffff:127.0.0.1]/f',
  'https://[::1]/f',
  'ftp://files.test/f',
  'file:///etc/passwd',
  '//files.test/f',
  'nonsense',
  '',
])("'%s' may not, and is not quoted", (url) => {
  const check = () => checkFileUrl(`${url}#canary`, hosts);
  expect(check).toThrow(expect.objectContaining({ code: 'DOWNLOAD_INVALID', retryable: false }));
  expect(check).not.toThrow('canary');
});

it('allows plain http on loopback where the API itself is there, and nowhere else', () => {
  const local = { apiUrl: 'http://127.0.0.1:8080', allowed: [] };
  expect(checkFileUrl('http://127.0.0.1:9090/f', local).port).toBe('9090');
  expect(checkFileUrl('http://localhost:8080/f', local).port).toBe('8080');
  expect(() => checkFileUrl('http://10.0.0.1/f', local)).toThrow('expected https');
  expect(() => checkFileUrl('https://10.0.0.1/f', local)).toThrow('a host that is allowed');
});
