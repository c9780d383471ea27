import { migrate } from '@/db/migrate';
import { readEnvironment } from './launch/local-env';
import { planMigration } from './launch/plan-migration';

/** Migrates the database of a deployment, wherever it is. Started again, or twice at once, it does nothing twice. */
try {
  const { adminUrl, rolePasswords, warnings } = planMigration(readEnvironment(process.cwd(), process.env));
  for (const warning of warnings) console.error(`Warning: ${warning}`);
  await migrate({ adminUrl, rolePasswords, log: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error && error.message ? error.message : String(error));
  process.exitCode = 1;
}
