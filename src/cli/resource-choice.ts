import { RESOURCE_NAMES, type ResourceName } from '../domain/resource.ts';
import { RESOURCES } from '../domain/resources.ts';

const NAMES: readonly string[] = RESOURCE_NAMES;
const WORD = /^([+-])([a-z_0-9]+)$/;

/** What the setting must look like, for messages. */
export const RESOURCE_CHOICE = `expected words such as '-notifications' (turned off) or '+customer' (turned on, as it is about persons), or 'none'; the resources are ${NAMES.join(', ')}`;

export function isResourceChoice(text: string): boolean {
  return wordsOf(text).every((word) => {
    if (word === 'none') return true;
    const [, , name = ''] = WORD.exec(word) ?? [];
    return NAMES.includes(name);
  });
}

/**
 * Everything but what is about persons, then word by word: `-name` turns off, `+name` turns on, `none` turns all off. Expects
 * what `isResourceChoice` accepts.
 */
export function chooseResources(text: string): readonly ResourceName[] {
  const chosen = new Set(RESOURCE_NAMES.filter((name) => RESOURCES[name].isPersonal !== true));
  for (const word of wordsOf(text)) {
    if (word === 'none') chosen.clear();
    const name = RESOURCE_NAMES.find((one) => one === word.slice(1));
    if (name === undefined) continue;
    if (word.startsWith('+')) chosen.add(name);
    else chosen.delete(name);
  }
  return RESOURCE_NAMES.filter((name) => chosen.has(name));
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
