import type { Program } from '../../host/process.js';
import { aptCache } from './apt-cache.js';
import { aptGet } from './apt-get.js';
import { aptMark } from './apt-mark.js';
import { dpkg } from './dpkg.js';
import { dpkgQuery } from './dpkg-query.js';

/** The package system of Debian, by program name. */
export const packagePrograms: Readonly<Record<string, Program>> = {
  'apt-cache': aptCache,
  'apt-get': aptGet,
  'apt-mark': aptMark,
  dpkg,
  'dpkg-query': dpkgQuery,
};
