import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../domain/errors.ts';

export interface DemoParameters {
  readonly from: string;
  readonly to: string;
  readonly pockets: number;
  readonly seed: number;
  readonly profile: string;
}

const shape = z.object({
  from: z.string(),
  to: z.string(),
  pockets: z.number(),
  seed: z.number(),
  profile: z.string(),
});

/**
 * The treasury of a demo is made once: a second run goes on with the same one, so that it can show that it changes
 * nothing. Throws `ConfigError` when another one is asked for in the same home.
 */
export function rememberDemo(
  home: string,
  { defaults, ...asked }: Partial<DemoParameters> & { readonly defaults: DemoParameters },
): DemoParameters {
  const file = join(home, 'demo.json');
  if (!existsSync(file)) {
    const parameters = { ...defaults, ...asked };
    writeFileSync(file, JSON.stringify(parameters, null, 2));
    return parameters;
  }
  const known = shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const name of ['pockets', 'seed', 'profile'] as const) {
    if (asked[name] === undefined || asked[name] === known[name]) continue;
    throw new ConfigError(
      `the demo in ${home} was made with ${name} ${known[name]}: remove that folder to begin another`,
    );
  }
  return known;
}
