"""A test double that ships with the library: it answers from a script and asks no model.

It states that it is a fake: the served model of each of its answers says so, and its catalogue entries have
``client = "scripted"``. Room: llm.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from imrdata.errors import ClientError, PermanentClientError, TransientClientError
from imrdata.llm.request import Request, Response

__all__ = ["SCRIPTED_MODEL", "Answer", "ScriptedClient"]

#: The served model of every scripted answer.
SCRIPTED_MODEL = "scripted (a fake: no model was asked)"

#: What a script may hold for a question: a text, a whole response, or an error to raise.
Answer = str | Response | ClientError


class ScriptedClient:
    """Answers from a script.

    Parameters
    ----------
    answers
        A mapping (looked up by fingerprint, then by the text of the last message), a function of the request,
        or a sequence that is used up in order of arrival.
    fail_first
        How often each question fails, as from a busy server, before it is answered.
    delay
        Seconds each question takes.

    Attributes
    ----------
    calls
        Every request, in order of arrival, failed ones included.

    Examples
    --------
    >>> import asyncio
    >>> client = ScriptedClient({"Say hello.": "Hello."})
    >>> hello = Request(
    ...     task="t",
    ...     model="m",
    ...     identity={},
    ...     messages=({"role": "user", "content": "Say hello."},),
    ...     sampling={},
    ... )
    >>> asyncio.run(client.ask(hello)).text, len(client.calls)
    ('Hello.', 1)
    """

    def __init__(
        self,
        answers: Mapping[str, Answer] | Callable[[Request], Answer] | Sequence[Answer],
        *,
        fail_first: int = 0,
        delay: float = 0.0,
    ) -> None:
        self._answers = answers
        self._left = iter(answers) if isinstance(answers, Sequence) else iter(())
        self._fail_first = fail_first
        self._delay = delay
        self._times: Counter[str] = Counter()
        self.calls: list[Request] = []

    def __repr__(self) -> str:
        return f"<ScriptedClient, a fake, {len(self.calls)} calls>"

    async def open(self) -> None:
        """Do nothing: there is nothing to start."""

    async def ask(self, request: Request) -> Response:
        """Return the scripted answer.

        Raises
        ------
        TransientClientError
            ``busy``, as often as `fail_first` says.
        PermanentClientError
            ``unscripted``: the script has no answer to this.
        """
        self.calls.append(request)
        key = request.key
        self._times[key] += 1
        if self._delay:
            await asyncio.sleep(self._delay)
        if self._times[key] <= self._fail_first:
            busy = TransientClientError("the script says that the server is busy")
            busy.kind = "busy"
            raise busy
        answer = self._find(request, key)
        if isinstance(answer, ClientError):
            raise answer
        if isinstance(answer, Response):
            return answer
        return Response(key=key, text=answer, finish_reason="stop", served_model=SCRIPTED_MODEL)

    async def close(self) -> None:
        """Do nothing: there is nothing to stop."""

    def _find(self, request: Request, key: str) -> Answer:
        found: Answer | None
        if isinstance(self._answers, Mapping):
            said = request.messages[-1]["content"] if request.messages else ""
            found = self._answers.get(key, self._answers.get(said))
        elif callable(self._answers):
            found = self._answers(request)
        else:
            found = next(self._left, None)
        if found is None:
            missing = PermanentClientError(
                f"the script has no answer to this {request.task!r} question", mend="add one for it"
            )
            missing.kind = "unscripted"
            raise missing
        return found
