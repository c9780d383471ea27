import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aliasSubjects, subjectId, subjectsOf } from './subject-id';

const ORG = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('subject ids', () => {
  test('are the first half of SHA-256 of organization, kind and value', () => {
    // printf '01890a5d-ac96-774b-bcce-b302099a8057\nuser\nu-1' | sha256sum
    expect(subjectId(ORG, 'user', 'u-1')).toBe('f87be461-a259-70c8-ff96-29f2e5289491');
  });

  test('differ by organization, kind and value', () => {
    const ids = [
      subjectId(ORG, 'user', 'a'),
      subjectId(ORG.replace('0', '1'), 'user', 'a'),
      subjectId(ORG, 'anonymous', 'a'),
      subjectId(ORG, 'user', 'b'),
    ];
    expect(new Set(ids).size).toBe(4);
  });

  test('are UUIDs whatever the value is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) =>
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(subjectId(ORG, 'user', value)),
      ),
    );
  });
});

describe('the subjects of an event', () => {
  test('come strongest first', () => {
    const identifiers = {
      anonymousId: 'a',
      email: 'e',
      userId: 'u',
      externalId: 'x',
      leadId: 'l',
      groupId: 'g',
      previousId: 'p',
    };
    expect(subjectsOf(identifiers).map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'lead l',
      'external x',
      'user u',
      'email e',
      'anonymous a',
    ]);
  });

  test('are those that were given', () => {
    expect(subjectsOf({ email: 'e', groupId: 'g' })).toEqual([{ kind: 'email', value: 'e' }]);
    expect(subjectsOf({})).toEqual([]);
  });

  test('of an alias are also both that its old id may name', () => {
    expect(aliasSubjects({ userId: 'u', previousId: 'p' })).toEqual([
      { kind: 'user', value: 'p' },
      { kind: 'anonymous', value: 'p' },
    ]);
    expect(aliasSubjects({ userId: 'u' })).toEqual([]);
  });
});
