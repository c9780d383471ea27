export * from './engine';
export * from './identity';
export * from './leads';
export * from './live';
export * from './mail';
export * from './scoring';
export * from './tracking';
