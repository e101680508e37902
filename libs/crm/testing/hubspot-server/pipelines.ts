export interface PipelineStage {
  id: string;
  label: string;
  displayOrder: number;
  archived: boolean;
  metadata: Record<string, string>;
}

/** A pipeline as the API shows it (Pipelines, https://developers.hubspot.com/docs/api/crm/pipelines). */
export interface Pipeline {
  id: string;
  label: string;
  displayOrder: number;
  archived: boolean;
  stages: PipelineStage[];
}

export function pipeline(id: string, label: string, stages: [string, string, Record<string, string>][]): Pipeline {
  return {
    id,
    label,
    displayOrder: 0,
    archived: false,
    stages: stages.map(([stage, name, metadata], displayOrder) => ({
      id: stage,
      label: name,
      displayOrder,
      archived: false,
      metadata,
    })),
  };
}

const deal = (probability: string, isClosed = false) => ({ isClosed: String(isClosed), probability });

/** The pipelines a new account has. */
export function standardPipelines(): Record<string, Pipeline[]> {
  return {
    deals: [
      pipeline('default', 'Sales Pipeline', [
        ['appointmentscheduled', 'Appointment Scheduled', deal('0.2')],
        ['qualifiedtobuy', 'Qualified To Buy', deal('0.4')],
        ['presentationscheduled', 'Presentation Scheduled', deal('0.6')],
        ['decisionmakerboughtin', 'Decision Maker Bought-In', deal('0.8')],
        ['contractsent', 'Contract Sent', deal('0.9')],
        ['closedwon', 'Closed Won', deal('1.0', true)],
        ['closedlost', 'Closed Lost', deal('0.0', true)],
      ]),
    ],
    tickets: [
      pipeline('0', 'Support Pipeline', [
        ['1', 'New', { ticketState: 'OPEN', isClosed: 'false' }],
        ['2', 'Waiting on contact', { ticketState: 'OPEN', isClosed: 'false' }],
        ['3', 'Waiting on us', { ticketState: 'OPEN', isClosed: 'false' }],
        ['4', 'Closed', { ticketState: 'CLOSED', isClosed: 'true' }],
      ]),
    ],
  };
}
