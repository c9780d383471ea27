// Stands for the demo: asks the server whether it is there and writes the sign-in.
import { appendFileSync, writeFileSync } from 'node:fs';

const { status } = await fetch(`${process.env.THROUGHLINE_URL}/health`);
appendFileSync(`${process.env.FAKE_NOTES}`, `seeded ${status}\n`);
const user = { email: 'demo@example.test', password: 'secret' };
writeFileSync(`${process.env.THROUGHLINE_DATA_DIR}/demo.json`, JSON.stringify({ organizations: [{ user }] }));
