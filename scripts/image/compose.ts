import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  restart?: string;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  mem_limit?: string;
}

export interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

export function readCompose(path = 'compose.yaml'): Compose {
  return parse(readFileSync(path, 'utf8'), { merge: true }) as Compose;
}

/** `${NAME}`, `${NAME:-what else}` and `${NAME:?what to do}`, as Compose has them. */
const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** The variables that a text asks for, each with what stands in for it, or what is said when it is missing. */
export function variablesIn(text: string): { name: string; fallback?: string; complaint?: string }[] {
  return [...text.matchAll(VARIABLE)].map(([, name, kind, words]) => ({
    name: name!,
    ...(kind === '-' ? { fallback: words ?? '' } : {}),
    ...(kind === '?' ? { complaint: words ?? '' } : {}),
  }));
}

/** @throws Error with the words of the first variable that must be set and is not */
export function interpolate(text: string, env: Record<string, string>): string {
  return text.replaceAll(VARIABLE, (_, name: string, kind: string | undefined, words = '') => {
    const value = env[name] ?? '';
    if (value !== '') return value;
    if (kind === '?') throw new Error(`${name} ${words}`);
    return kind === '-' ? words : '';
  });
}

/** What a service is started with, its variables filled in. */
export function environmentOf({ environment = {} }: Service, env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, interpolate(String(value), env)]),
  );
}
