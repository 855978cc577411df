"""The pages of stage 1: pain points, goals and their KPIs, requirements, sign-offs."""
