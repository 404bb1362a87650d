import { blogs } from './blogs.ts';
import { builders } from './builders.ts';
import { changelogs } from './changelogs.ts';
import { languages } from './languages.ts';
import { lists } from './lists.ts';
import { rarities } from './rarities.ts';
import type { Shape } from './shape.ts';
import { traps } from './traps.ts';

/** All lists of the corpus. Each was written for it; none is copied from a site. */
export const shapes: Shape[] = [...blogs, ...builders, ...lists, ...changelogs, ...languages, ...traps, ...rarities];
