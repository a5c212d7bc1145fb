"""Which chat model answers, and how it is opened: through LangChain, for any provider that it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import SecretStr

from assistant.settings import AssistantSettings
from vectorstore import SettingsError
from vectorstore.address import address_of

if TYPE_CHECKING:
    import openai
    from langchain_core.language_models import BaseChatModel

# With a key and no model named. Small, of the generation that the context and price defaults are made for.
DEFAULT_MODEL = "openai:gpt-5-mini"
OPENAI = "openai"
CHAT_MODEL, CHAT_FALLBACK = "ASSISTANT_CHAT_MODEL", "ASSISTANT_CHAT_FALLBACK"
# A server of one's own often needs no key; the client insists on some text.
_NO_KEY = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A model by ``provider`` and ``name``; ``base_url`` is the server for OpenAI's protocol, ``None`` for OpenAI.

    Nothing in its text is secret: ``login``, a name and a password for that server, is left out of it. ``setting`` is
    where it was named, for messages.
    """

    provider: str
    name: str
    base_url: str | None = None
    login: tuple[str, str] | None = field(default=None, repr=False)
    key: SecretStr | None = None
    setting: str = CHAT_MODEL

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"

    @property
    def speaks_openai(self) -> bool:
        """Whether it is reached by OpenAI's protocol."""
        return self.provider == OPENAI

    @property
    def place(self) -> str:
        """The model with its server, for a message."""
        return f"{self} at {self.base_url.split('//', 1)[-1]}" if self.base_url else str(self)


class ModelOpener(Protocol):
    """Opens the chat model of a choice; :func:`open_model` does, and what records or replays its answers."""

    def __call__(self, choice: ModelChoice, *, settings: AssistantSettings) -> BaseChatModel:
        """Return the model, ready to be called."""
        ...


def chosen_model(settings: AssistantSettings) -> ModelChoice | None:
    """Return the model that the settings name, or ``None`` when the offline reader answers.

    An empty name means offline, also with a key. No name means OpenAI's default model where there is a key, but
    not on a server of one's own: which models that has nobody can guess.
    """
    named = settings.chat_model
    if named is None:
        named = DEFAULT_MODEL if settings.openai_api_key and not settings.openai_base_url else ""
    return parsed(named, settings) if named else None


def unused_server(settings: AssistantSettings) -> str | None:
    """Return a line on a server that is set up and never asked, because no model of it is named."""
    if settings.openai_base_url and settings.chat_model is None:
        return (
            "OPENAI_BASE_URL is set but no model of that server is named, so the offline reader answers: set"
            " ASSISTANT_CHAT_MODEL=openai:MODEL, or leave it empty to answer offline."
        )
    return None


def fallback_model(settings: AssistantSettings) -> ModelChoice | None:
    """Return the model that answers when the first one cannot; ``None`` for none and for the offline reader."""
    named = settings.chat_fallback
    return parsed(named, settings, setting=CHAT_FALLBACK) if named and named != "offline" else None


def parsed(named: str, settings: AssistantSettings, *, setting: str = CHAT_MODEL) -> ModelChoice:
    """Return the model of ``provider:NAME``; ``setting`` is where that stands, for the message.

    Raises:
        SettingsError: if there is no provider in it, or the address of its server cannot be used.
    """
    provider, colon, name = named.partition(":")
    provider, name = provider.strip().lower(), name.strip()
    if not colon or not provider or not name:
        raise SettingsError(
            f"{setting}={named!r} cannot be used: write provider:MODEL, e.g. {DEFAULT_MODEL}, or leave it empty."
        )
    if provider != OPENAI:
        return ModelChoice(provider=provider, name=name, setting=setting)
    server = address_of(settings.openai_base_url) if settings.openai_base_url else None
    if server is not None and server.is_openai:  # whose models take other options than those of other servers
        server = None
    return ModelChoice(
        provider=provider,
        name=name,
        base_url=server.url if server else None,
        login=server.login if server else None,
        key=settings.openai_api_key,
        setting=setting,
    )


def open_model(choice: ModelChoice, *, settings: AssistantSettings) -> BaseChatModel:
    """Return the model, ready to be called. Nothing is sent.

    Retries are ours (see ``assistant.model.calling``): the client's own would run past the deadline.

    Raises:
        SettingsError: if the provider is unknown, its package is not installed, or it needs a key that is not set.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"max_retries": 0, "timeout": settings.deadline_seconds}
    if choice.speaks_openai:
        options |= _for_openai(choice)
    try:
        model: BaseChatModel = init_chat_model(choice.name, model_provider=choice.provider, **options)
    except ImportError as error:
        trouble = (
            f"{choice} cannot be used: the package {error.name or 'of its provider'} is not installed."
            f" Install it with pip, or name another model in {choice.setting}."
        )
    except Exception as error:  # each provider's constructor has its own: an unknown name, a missing key
        trouble = f"{choice} cannot be used ({type(error).__name__}): check {choice.setting} and the provider's key."
    else:
        return model
    # Outside the block above: the constructor's error may repeat the key, and would stay reachable as the context.
    raise SettingsError(trouble)


def _for_openai(choice: ModelChoice) -> dict[str, Any]:
    if not (choice.key or choice.base_url):
        raise SettingsError(
            f"{choice} needs a key: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own,"
            f" or leave {choice.setting} empty."
        )
    return {
        "http_async_client": http_client(choice),
        "api_key": key_of(choice),
        "base_url": choice.base_url,
        "stream_usage": True,
        # Only OpenAI itself has the newer interface; some model names would switch to it.
        "use_responses_api": False,
        # A silent server is our deadline's matter.
        "stream_chunk_timeout": None,
    }


def http_client(choice: ModelChoice) -> openai.DefaultAsyncHttpxClient:
    """Return a client that sends nothing to a server that nobody named.

    It keeps no connection either, which would outlive the desk.
    """
    import openai

    limits = type(openai.DEFAULT_CONNECTION_LIMITS)(max_keepalive_connections=0)
    # The login as a header: in the address, it would stand in the log of each request.
    return openai.DefaultAsyncHttpxClient(follow_redirects=False, limits=limits, auth=choice.login)


def key_of(choice: ModelChoice) -> str:
    """Return the key to send; a server of one's own often needs none."""
    return choice.key.get_secret_value() if choice.key else _NO_KEY
