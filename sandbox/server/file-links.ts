import { randomBytes } from 'node:crypto';
import { notFound, Problem } from './problem.ts';

export interface FileLinks {
  create(reportId: string): { path: string; expiresAt: Date };
  /** The report behind a live link; throws 403, 404 or 410. */
  resolve(name: string, authorization: string | undefined): string;
}

/** Temporary links. Whoever has one may read the file, so it must come without the credentials of the API. */
export function createFileLinks(lifetimeMs: number, now: () => Date, folder = 'files'): FileLinks {
  const links = new Map<string, { reportId: string; expiresAt: Date }>();
  return {
    create(reportId) {
      const name = randomBytes(24).toString('base64url');
      const expiresAt = new Date(now().getTime() + lifetimeMs);
      links.set(name, { reportId, expiresAt });
      return { path: `/${folder}/${name}`, expiresAt };
    },
    resolve(name, authorization) {
      if (authorization !== undefined) {
        throw new Problem(403, { detail: 'Only one authentication mechanism is allowed' });
      }
      const link = links.get(name);
      if (!link) throw notFound('File');
      if (link.expiresAt <= now()) throw new Problem(410, { detail: 'The link has expired' });
      return link.reportId;
    },
  };
}
