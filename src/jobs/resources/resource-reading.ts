import type { BusinessDate } from '../../domain/business-date.ts';
import type { DateRange } from '../../domain/report.ts';
import type { ResourceAsk } from '../../extract/jiko-client.ts';
import type { Complete } from '../../transform/resource/read-item.ts';

/** One listing to fetch. */
export interface ResourceReading {
  readonly ask: Omit<ResourceAsk, 'resource'>;
  /** The item of another resource, or the pocket, that it belongs to; empty where it belongs to none. */
  readonly parentId: string;
  readonly isWhole: boolean;
  /** What the question adds to the answer. */
  readonly complete?: Complete;
}

/** What a run is about. */
export interface ReadingScope {
  readonly range: DateRange;
  /** Periods that end on this day or after it are read again though they are known. */
  readonly reaskFrom?: BusinessDate;
}

export interface Parent {
  readonly parentId: string;
  /** What it fills the placeholders of the path with. */
  readonly values: Readonly<Record<string, string>>;
}
