import type { Resource } from '../resource.ts';
import { field } from './field.ts';

/** Agreements, and what was handed in to become a customer. */
export const PAPERS = {
  agreements: {
    path: 'agreements',
    shape: 'single',
    reading: { kind: 'whole' },
    identity: [],
    view: 'dim_agreement',
    about: 'The agreements in force',
    fields: {
      version: field('text', 'Version of the agreements'),
      released_on: field('date', 'Since when it is the one in force'),
      documents: {
        kind: 'rows',
        about: 'The documents that it consists of',
        of: {
          title: field('text', 'Title of the document'),
          type: field('word', 'Kind of document in the word of Jiko'),
          category: field('word', 'BANK, BROKERAGE, GENERAL or E-SIGN'),
          pdf_url: field('secret', 'A temporary address: never kept'),
        },
      },
    },
  },
  business_applications: {
    path: 'business_applications',
    shape: 'cursor',
    reading: { kind: 'whole' },
    identity: ['application_id'],
    keepsNoExtra: true,
    view: 'dim_business_application',
    about: 'Applications of businesses to open accounts',
    fields: {
      application_id: field('text', 'The application, by the id that Jiko gave it'),
      business_name: field('text', 'Name of the business'),
      status: field('word', 'State in the word of Jiko, such as APPROVED'),
      created_at: field('instant', 'When it was begun'),
      submitted_at: field('instant', 'When it was handed in; null while it is not'),
    },
  },
  application_documents: {
    path: 'application_documents',
    shape: 'list',
    reading: { kind: 'whole' },
    identity: ['document_id'],
    parent: {
      resource: 'business_applications',
      values: { application_id: 'application_id' },
    },
    view: 'dim_application_document',
    about: 'What was handed in with an application',
    fields: {
      document_id: field('text', 'The document, by the id that Jiko gave it'),
      type: field('word', 'Kind of document in the word of Jiko'),
      status: field('word', 'State in the word of Jiko'),
      file_name: field('text', 'Name of the file'),
      uploaded_at: field('instant', 'When it was handed in'),
      url: field('secret', 'A temporary address: never kept'),
    },
  },
} as const satisfies Readonly<Record<string, Resource>>;
