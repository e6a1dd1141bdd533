import { type Cusip, cusipCheckDigit } from '../../domain/cusip.ts';
import type { ProblemList } from '../problem-list.ts';
import { cusipParser } from './parse-csv-value.ts';

/** Parses CUSIPs; one with a wrong check digit is named as a problem, once, where it stands first. */
export function toldCusipParser(problems: ProblemList): (text: string, locator: string) => Cusip {
  let place = '';
  const parse = cusipParser((cusip) => {
    const right = cusipCheckDigit(cusip);
    problems.add(place, `the check digit of CUSIP ${cusip} should be ${right}`);
  });
  return (text, locator) => {
    place = locator;
    return parse(text);
  };
}
