// A program: the engine of the soak.
import { serveJobs } from '../../bench/forked.ts';
import { jobs } from './engine.ts';

serveJobs(jobs);
