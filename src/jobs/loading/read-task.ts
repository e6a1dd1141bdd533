import type { BusinessDate } from '../../domain/business-date.ts';
import type { ReportType } from '../../domain/report.ts';
import type { UnitKey } from '../../load/cut-file.ts';
import type { Profile } from '../../transform/profile.ts';

/** A landed file, what it is read as and what it was asked for. Plain data: another thread may be given it. */
export interface ReadTask {
  readonly sha256: string;
  /** for messages */
  readonly name: string;
  readonly fileNo: number;
  readonly reportType: ReportType;
  /** null: all pockets */
  readonly pocketId: string | null;
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  readonly asked: readonly UnitKey[];
  /** The first calendar day that counts to `from`: what is booked on days without business counts to the next with. */
  readonly countsFrom: BusinessDate;
  readonly profile: Profile;
  /** of the business day */
  readonly timeZone: string;
}
