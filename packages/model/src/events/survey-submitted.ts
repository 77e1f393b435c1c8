import { type EventType, number, text } from './event-type.js'

/** W-EVT-58. */
export const surveySubmitted: EventType = {
  id: 'millrace-survey-submitted',
  name: 'e_feedback_submitted',
  label: 'Feedback survey submitted',
  objectTypeIds: null,
  properties: [
    text('hs_survey_id', 'Survey'),
    text('hs_survey_type', 'Type'),
    number('hs_score', 'Score'),
    text('hs_comment', 'Comment'),
  ],
  countedBy: 'hs_survey_id',
}
