/** Published cadences: rows that never change, identified by the hash of their content. */
import type { LoadedCadence } from '../../cadence-files/load-cadence.ts';
import { asJson, type Database } from '../database.ts';
import type { PublishedCadence } from './choose-cadence.ts';

/** Publishes what is not published yet; the same content again changes nothing. Answers what the files hold now, in their order. */
export async function publishCadences(database: Database, cadences: readonly Extract<LoadedCadence, { kind: 'cadence' }>[], now: string): Promise<readonly PublishedCadence[]> {
  await database.cadenceVersion.createMany({
    data: cadences.map(({ hash, policy }) => ({ hash, name: policy.name, version: policy.version, policy: asJson(policy), publishedAt: new Date(now) })), skipDuplicates: true,
  });
  return cadences.map(({ hash, policy }) => ({ hash, name: policy.name, version: policy.version, appliesTo: policy.appliesTo }));
}
