import { describe, expect, it } from 'vitest';
import { originsProblem, parseOrigins } from './origins';

describe('parseOrigins', () => {
  it('tidies what people type', () => {
    expect(parseOrigins(' https://WWW.Example.com/ \n\n http://localhost:3000,https://www.example.com')).toEqual([
      'https://www.example.com',
      'http://localhost:3000',
    ]);
  });

  it('takes nothing as any origin', () => {
    expect(parseOrigins(' \n ')).toEqual([]);
    expect(originsProblem('')).toBeUndefined();
  });
});

describe('originsProblem', () => {
  it.each(['example.com', 'https://example.com/path', 'ftp://example.com', 'https://a b.com'])('names %s', (line) => {
    expect(originsProblem(`https://fine.example\n${line}`)).toContain(line);
  });

  it('bounds the list', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `https://s${i}.example`).join('\n');
    expect(originsProblem(many(50))).toBeUndefined();
    expect(originsProblem(many(51))).toContain('50');
  });
});
