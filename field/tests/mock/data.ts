/** An invented village for looking at the screens while they are built. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { XFORMS } from '../compile_forms.ts';
import type { Area, FormOnOffer, Person, Task } from '../../src/sync/contract.ts';

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const NAMES = 'Ahmad Fauzi,Siti Aminah,Moh. Rizki,Nur Laila,Abd. Rahman,Halimah,Zainal,Fitriyah,Hasan,Maimunah'.split(
  ',',
);
const MOTHERS = 'Suhartini,Rohmah,Sumiati,Nurjanah,Hosnawiyah,Maryam,Khotimah'.split(',');

export const areas: Area[] = [
  { code: '3528052004', name: 'Candi Burung' },
  { code: '3528052005', name: 'Proppo' },
];

export const people: Person[] = Array.from({ length: 42 }, (_, i) => ({
  id: `00000000-0000-5000-8000-${String(i).padStart(12, '0')}`,
  family_id: `f${i}`,
  name: `${NAMES[i % NAMES.length]!}${i < 10 ? '' : ' ' + 'BCDE'[Math.floor(i / 10)]!}`,
  sex: i % 2 ? 'female' : 'male',
  birth_date: day(-(60 + ((i * 137) % 1700))),
  mother_name: MOTHERS[i % MOTHERS.length]!,
  village: areas[i % 3 === 2 ? 1 : 0]!.code,
  hamlet: ['Timur', 'Barat', 'Dusun Tengah'][i % 3]!,
  rw: '2',
  rt: String((i % 5) + 1),
  posyandu: i % 3 === 2 ? 'Anggrek' : i % 2 ? 'Melati' : 'Mawar',
  is_child_under_five: true,
  last:
    i % 7 === 6
      ? null
      : {
          measured_on: day(-30),
          weight_kg: 6 + (i % 9) + 0.4,
          length_cm: 62 + (i % 30),
          gain: (['N', 'T', 'O', 'B'] as const)[i % 4]!,
          haz: -1.2,
          waz: -1.8,
          whz: -0.4,
          wording:
            i % 2
              ? 'Berat badan tidak naik bulan ini. Kunjungi dan beri penyuluhan.'
              : 'Tumbuh baik. Timbang lagi bulan depan.',
        },
}));

const task = (
  n: number,
  person: number,
  urgency: Task['urgency'],
  from: number,
  due: number,
  ...reasons: string[]
): Task => ({
  id: `t${n}`,
  kind: 'home_visit',
  person_id: people[person]!.id,
  village: people[person]!.village,
  due_from: day(from),
  due_on: day(due),
  status: 'open',
  urgency,
  reasons: reasons.map((wording, i) => ({ code: `r${i}`, wording })),
});

export const tasks: Task[] = [
  task(1, 1, 'routine', -10, 12, 'Berat badan tidak naik'),
  task(2, 3, 'urgent', -12, -3, 'Berat badan tidak naik dua kali berturut-turut (2T)'),
  task(3, 0, 'same_day', -1, 0, 'Gizi buruk (BB/PB atau BB/TB di bawah -3)', 'LiLA di bawah 11,5 cm'),
  task(4, 7, 'urgent', -2, 5, 'Berat badan di bawah garis merah (BGM)'),
  task(5, 9, 'routine', 9, 20, 'Kunjungan ulang'),
];

const TITLES: Record<string, string> = {
  growth_session: 'Hari buka posyandu',
  home_visit: 'Kunjungan rumah',
  family_registration: 'Pendataan keluarga',
  growth_survey: 'Survei antropometri (tanpa nama)',
};

export const xformOf = (form_id: string): string => readFileSync(join(XFORMS, `${form_id}.xml`), 'utf8');

export const forms = (): FormOnOffer[] =>
  Object.entries(TITLES).map(([form_id, title]) => ({
    form_id,
    version: '2026110101',
    title,
    xform_url: `/sync/forms/${form_id}/2026110101.xml`,
    hash: `md5:${createHash('md5').update(xformOf(form_id)).digest('hex')}`,
    media: ['children.csv', 'villages.csv'],
  }));
