import pg from 'pg';

/** What was written to a person, newest first, as only the owner of the tables may look over all accounts. */
export async function mailTo(email: string): Promise<{ kind: string; subject: string; text: string; html: string }[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_MIGRATE_URL });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select kind, subject, text, html from account_messages where to_address = $1 order by id desc',
      [email],
    );
    return rows;
  } finally {
    await client.end();
  }
}

/** The token in the link of a mail to a page. */
export function tokenIn({ text }: { text: string }, page: string): string {
  const link = text.split('\n').find((line) => URL.canParse(line) && new URL(line).pathname === page);
  const token = link && new URL(link).searchParams.get('token');
  if (!token) throw new Error(`no link to ${page} in: ${text}`);
  return token;
}
