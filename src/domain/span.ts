/** A time in which passes saw something without a change. */
export interface Span {
  /** The first pass that saw it. */
  readonly fromAt: Date
  /** The last pass that saw it; null: the latest one did. */
  readonly untilAt: Date | null
}

/** When a pass looks and looked before, and how far back it remembers. */
export interface PassTimes {
  readonly at: Date
  readonly lastAt: Date
  /** What was last seen before this instant is forgotten. */
  readonly forgetBefore: Date
}

/** Ends a span with the pass before this one; never before its own beginning, whatever the clock did. */
export function endSpan<S extends Span>(span: S, { lastAt }: PassTimes): S {
  return { ...span, untilAt: latest(span.fromAt, lastAt) }
}

/** When a span may begin that follows these: no two of them overlap, whatever the clock did. */
export function beginAfter(spans: readonly Span[], { at }: PassTimes): Date {
  return latest(at, ...spans.map(({ fromAt, untilAt }) => untilAt ?? fromAt))
}

/** The open ones, then the most recently ended; at most `most`, without those that are to be forgotten. */
export function keepSpans<S extends Span>(spans: readonly S[], { forgetBefore }: PassTimes, most: number): S[] {
  return spans
    .filter(({ untilAt }) => untilAt === null || untilAt >= forgetBefore)
    .toSorted((a, b) => endOf(b) - endOf(a) || b.fromAt.getTime() - a.fromAt.getTime())
    .slice(0, most)
}

/** Whether any instant from `start` until before `end` lies in the span. */
export function touches({ fromAt, untilAt }: Span, start: Date, end: Date): boolean {
  return fromAt < end && (untilAt === null || untilAt >= start)
}

/** The end that was reached first; undefined while all are open. */
export function firstEnd(spans: readonly Span[]): Date | undefined {
  const [first] = spans.flatMap(({ untilAt }) => untilAt ?? []).sort((a, b) => a.getTime() - b.getTime())
  return first
}

function endOf({ untilAt }: Span): number {
  return untilAt?.getTime() ?? Number.POSITIVE_INFINITY
}

function latest(...instants: readonly Date[]): Date {
  return new Date(Math.max(...instants.map((instant) => instant.getTime())))
}
