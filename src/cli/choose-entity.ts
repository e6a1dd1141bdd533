import { ConfigError } from '../domain/errors.ts';
import type { EntitySettings, Settings } from './config.ts';
import { chooseEntities } from './for-each-entity.ts';

/** The entity asked for; none needs to be asked for where there is only one. */
export function chooseOneEntity(settings: Settings, entityId: string | undefined): EntitySettings {
  const [entity, ...others] = chooseEntities(settings, entityId);
  if (entity !== undefined && others.length === 0) return entity;
  const known = settings.entities.map((one) => one.entityId).join(', ');
  throw new ConfigError(`--entity is not given: expected one of ${known}`);
}
