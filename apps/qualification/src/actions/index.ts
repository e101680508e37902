import { dealRisk } from './deal-risk/definition';
import { dealScoring } from './deal-scoring/definition';
import { meddiccCompleteness } from './meddicc-completeness/definition';
import { meddiccExtraction } from './meddicc-extraction/definition';
import { postCallUpdate } from './post-call-update/definition';
import { stageProgression } from './stage-progression/definition';
import { stalledDealAlert } from './stalled-deal-alert/definition';

export const actions = [
  stalledDealAlert,
  dealScoring,
  dealRisk,
  meddiccCompleteness,
  meddiccExtraction,
  postCallUpdate,
  stageProgression,
];
