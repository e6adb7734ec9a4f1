"""The extensions, made once and bound to an app in `create_app`."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from htmx_flask import Htmx

from app.database import Base

db = SQLAlchemy(model_class=Base)
login_manager = LoginManager()
babel = Babel()
htmx = Htmx()
