import { describe, expect, test } from 'vitest';
import { checkScopes } from '../../../src/cli/login/check-scopes.ts';

const ASKED = 'pockets.read  team.read';

describe('the scopes of a token', () => {
  test('are well where the server names none: then it grants what was asked for', () => {
    expect(checkScopes(ASKED, null)).toMatchObject({ isWell: true });
  });

  test('are well where all that were asked for are there', () => {
    const { isWell, detail } = checkScopes(ASKED, ['team.read', 'pockets.read']);
    expect({ isWell, detail }).toEqual({
      isWell: true,
      detail: 'token issued with all 2 scopes asked for',
    });
  });

  test('that lack are told with what is lost', () => {
    const { isWell, detail } = checkScopes(ASKED, ['pockets.read']);
    expect(isWell).toBe(false);
    expect(detail).toMatch(/^not granted: team\.read \(without it: no team, /);
    expect(detail).toMatch(/; ask Jiko for what lacks$/);
    expect(detail).not.toContain('pockets.read');
  });

  test('that nobody asked for are told', () => {
    expect(checkScopes('team.read', ['team.read', 'pockets.write'])).toEqual({
      isWell: false,
      detail: 'granted without being asked for: pockets.write; have them taken away by Jiko',
    });
  });

  test('that nothing needs lose nothing', () => {
    expect(checkScopes('email', []).detail).toContain(
      'email (without it: nothing that we know of)',
    );
  });
});
