// The little of SQL that the state needs, so that two databases can serve it: statements with $1, $2... for their values.

export type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  readonly text: string;
  readonly values: readonly Value[];
}

export interface Sql {
  /** Carries them out together or not at all; gives the rows of the last. Rejects with what the database says. */
  run(statements: readonly Statement[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** A statement with its values in the order of $1, $2... */
export function statement(text: string, ...values: readonly Value[]): Statement {
  return { text, values };
}
