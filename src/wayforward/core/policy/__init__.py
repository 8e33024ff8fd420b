"""The model of a policy: what one partnership's published procedure asks, as data that nothing can change.

Import each class from its own part: a question about routes has no need of forms.
"""
