/** What the console shows for "Get documentation". */
export const description = `## meshloop: products

One row for each model of mesh.yml with the table that it is trained on, and for each database without a model; the worst first.

- **Access**: the link, and how many principals hold what meshloop granted on it.
- **Data**: when the newest profile was read, and its change id.
- **Drift**: the columns nearest to their threshold or beyond it. Bars are the baseline, the line is the current data.
- **Model and run**: the newest package of the group, and the run that is under way, held back, or was the last.
- **Look**: the drift report, SageMaker Studio, and the log of the change.

### Parameters
Name | Meaning
--- | ---
\`page\` | from 1
\`perPage\` | rows of a page: 12, at most 50

### Example
\`\`\` yaml
perPage: 20
\`\`\`
`;
