// How many scenarios a convergence test tries: few by default, as many as wanted with BELFRY_RUNS.

/** Parameters for fc.assert. `usual` runs in ordinary time; a seed that failed once is passed as an example. */
export function runs(usual: number): { readonly numRuns: number; readonly endOnFailure: boolean } {
  const wanted = Number(process.env['BELFRY_RUNS'] ?? usual);
  // Shrinking an interleaving against real time or real servers takes longer than it helps.
  return { numRuns: wanted, endOnFailure: process.env['BELFRY_SHRINK'] !== '1' };
}
