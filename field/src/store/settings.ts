import type { FieldDatabase } from '@/store/db';
import type { Area, ServerReceipt, User } from '@/sync/contract';
import { newUuid } from '@/lib/device';

export interface Session {
  token: string;
  user: User;
  areas: Area[];
}

/** Every setting that the phone keeps, by name. */
interface Settings {
  device: string;
  session: Session;
  /** Whose caseload is on this phone. */
  owner: string;
  cursor: number;
  receipt: ServerReceipt;
  pulled_at: string;
  language: 'id' | 'en';
  large_text: boolean;
}

export async function readSetting<Name extends keyof Settings>(
  db: FieldDatabase,
  name: Name,
): Promise<Settings[Name] | null> {
  const row = await db.settings.get(name);
  return row ? (row.value as Settings[Name]) : null;
}

export async function writeSetting<Name extends keyof Settings>(
  db: FieldDatabase,
  name: Name,
  value: Settings[Name],
): Promise<void> {
  await db.settings.put({ name, value });
}

/** This phone's own id, made once. */
export async function deviceId(db: FieldDatabase): Promise<string> {
  return db.transaction('rw', db.settings, async () => {
    const known = await readSetting(db, 'device');
    if (known) return known;
    const made = newUuid();
    await writeSetting(db, 'device', made);
    return made;
  });
}
