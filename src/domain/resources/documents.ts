import type { Resource } from '../resource.ts';
import { field } from './field.ts';

/** Documents and reports that were made, whoever asked for them. */
export const DOCUMENTS: Readonly<Record<'statements' | 'report_requests' | 'reports', Resource>> = {
  statements: {
    path: 'statements',
    shape: 'cursor',
    reading: { kind: 'whole' },
    identity: ['statement_id'],
    view: 'dim_statement',
    about: 'Monthly statements and tax forms that Jiko lists',
    fields: {
      statement_id: field('text', 'The statement, by the id that Jiko gave it'),
      pocket_id: field('text', 'The pocket whose statement it is'),
      type: field('word', 'In the word of Jiko: BANK, BROKERAGE, 1099INT or 1099B'),
      period_key: field('text', 'The month or the year that it is of, as Jiko writes it'),
      created_at: field('instant', 'When it was made'),
      pdf_url: field('secret', 'Where its PDF is, for ten minutes'),
    },
  },
  report_requests: {
    path: 'report_requests',
    shape: 'cursor',
    reading: { kind: 'since', by: 'created_at' },
    identity: ['request_id'],
    view: 'dim_report_request',
    about: 'Report requests that others made; our own stand in books.rpt_report_request',
    fields: {
      request_id: field('text', 'The request, by the id that Jiko gave it'),
      report_type: field('word', 'The report asked for, in the word of Jiko'),
      output_formats: field('nested', 'The formats asked for, in the words of Jiko'),
      pocket_ids: field('nested', 'The pockets asked for; null is all of them'),
      as_of: field('date', 'The day asked for; null for a range'),
      from_date: field('date', 'First day of the range asked for; null for one day'),
      to_date: field('date', 'Last day of the range asked for; null for one day'),
      date_filter: field(
        'word',
        'By which day of a trade it was asked for; null: by the trade date',
      ),
      status: field('word', 'How far it is, in the word of Jiko'),
      reports: {
        kind: 'rows',
        about: 'The reports that it made, one for each format; none until it is ready',
        of: {
          report_id: field('text', 'The report, by the id that Jiko gave it'),
          format: field('word', 'Its format, in the word of Jiko'),
        },
      },
      error: field('nested', 'Why it failed, as it came'),
      created_at: field('instant', 'When it was made'),
    },
  },
  reports: {
    path: 'report',
    shape: 'single',
    reading: { kind: 'once' },
    identity: [],
    parent: { resource: 'report_requests', rows: 'reports', values: { report_id: 'report_id' } },
    view: 'dim_report',
    about: 'Reports that others asked for',
    fields: {
      report_id: field('text', 'The report, by the id that Jiko gave it'),
      report_type: field('word', 'Which report it is, in the word of Jiko'),
      format: field('word', 'Its format, in the word of Jiko'),
      file_name: field('text', 'What its file is called'),
      created_at: field('instant', 'When it was made'),
    },
  },
};
