import { expect, test } from 'vitest';
import { answer, valueOf, walk } from '@/engine/walk';
import { familiesCsv, peopleCsv } from '@/lib/csv';
import { at, person, started } from './builders';

type Session = Awaited<ReturnType<typeof started>>;
const say = (session: Session, reference: string, value: string): void => answer(at(session, reference), value);
const asked = (session: Session, reference: string): boolean => at(session, reference).currentState.relevant;

test('family planning is asked only where a married woman of 10 to 49 is a member', async () => {
  const session = await started('family_registration');
  say(session, '/data/members[1]/sex', 'female');
  say(session, '/data/members[1]/birth_date', '1996-02-01');
  expect(asked(session, '/data/fertility')).toBe(false);
  say(session, '/data/members[1]/marital_status', 'married');
  expect(asked(session, '/data/fertility')).toBe(true);
  say(session, '/data/members[1]/birth_date', '1950-02-01');
  expect(asked(session, '/data/fertility')).toBe(false);
  expect(asked(session, '/data/development/marriage_registered')).toBe(true);
});

test('a further member begins with the insurance and religion of the first', async () => {
  const session = await started('family_registration');
  say(session, '/data/members[1]/insurance', 'subsidised');
  say(session, '/data/members[1]/religion', 'islam');
  const range = [...walk(session.root)].find((node) => node.nodeType === 'repeat-range:uncontrolled');
  if (range?.nodeType === 'repeat-range:uncontrolled') range.addInstances();
  expect(valueOf(at(session, '/data/members[2]/insurance'))).toBe('subsidised');
  expect(valueOf(at(session, '/data/members[2]/religion'))).toBe('islam');
});

test('a number that is not of 16 digits is remarked on, and stands in nobody’s way', async () => {
  const session = await started('family_registration');
  say(session, '/data/family_card', '3528-0501 0115');
  expect(asked(session, '/data/card_short')).toBe(true);
  expect(session.complaints().map(({ question }) => question)).not.toContain('Nomor Kartu Keluarga');
});

test('an update begins with what is on record, and asks only for what is said to have changed', async () => {
  const session = await started('family_update');
  say(session, '/data/village', '3528052004');
  say(session, '/data/family', 'family-b');
  expect(asked(session, '/data/home')).toBe(false);
  const changed = at(session, '/data/changed');
  if (changed.nodeType !== 'select') throw new Error('not a select');
  changed.selectValues(['place', 'people']);
  expect(valueOf(at(session, '/data/place/hamlet'))).toBe('Timur');
  say(session, '/data/members[1]/person', 'b');
  expect(valueOf(at(session, '/data/members[1]/name'))).toBe('Anak b');
  changed.selectValues(['home']);
  expect([asked(session, '/data/home'), asked(session, '/data/place')]).toEqual([true, false]);
});

test('the phone’s lists of people and families name them by the head', () => {
  const home = { family_id: 'f', head_name: 'Sukron', relationship: 'spouse', mother_name: '' };
  const two = [person('s', { ...home, name: 'Siti' }), person('h', { ...home, name: 'Sukron', relationship: 'head' })];
  expect(peopleCsv(two).split('\n')[1]).toBe(
    's,"Siti (KK Sukron, Timur RT 3)",1,f,3528052004,female,2025-03-14,,Siti,spouse',
  );
  expect(familiesCsv(two).split('\n')[1]).toBe('f,KK Sukron (Timur RT 3),1,3528052004,Timur,1,3,Melati,,2,,');
});
