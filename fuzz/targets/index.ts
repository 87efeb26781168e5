// Everything that is fuzzed, by name.
import type { Target } from '../target.ts';
import { href } from './href.ts';
import { ical } from './ical.ts';
import { multistatus } from './multistatus.ts';

export const TARGETS: readonly Target[] = [ical, multistatus, href];
